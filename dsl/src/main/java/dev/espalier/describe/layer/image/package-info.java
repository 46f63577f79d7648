/** Layers over images, (channels x height x width). */
@NullMarked
package dev.espalier.describe.layer.image;

import org.jspecify.annotations.NullMarked;
