/** Layers that normalise. */
@NullMarked
package dev.espalier.describe.layer.norm;

import org.jspecify.annotations.NullMarked;
