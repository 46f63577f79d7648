/** Likenesses and losses, ready to compute in a training step. */
@NullMarked
package dev.espalier.compile.loss;

import org.jspecify.annotations.NullMarked;
