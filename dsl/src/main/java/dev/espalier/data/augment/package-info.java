/** Random changes of a batch of inputs, drawn anew at every step. */
@NullMarked
package dev.espalier.data.augment;

import org.jspecify.annotations.NullMarked;
