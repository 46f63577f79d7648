/** How unlike two rows of class scores are, as distributions over classes or over a batch. */
@NullMarked
package dev.espalier.describe.likeness.distribution;

import org.jspecify.annotations.NullMarked;
