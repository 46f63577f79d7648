/** Layers with branches, whose values they put together. */
@NullMarked
package dev.espalier.describe.layer.merge;

import org.jspecify.annotations.NullMarked;
