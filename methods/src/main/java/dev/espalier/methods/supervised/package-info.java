/** Plain training on the task loss, the baseline of every comparison. */
@NullMarked
package dev.espalier.methods.supervised;

import org.jspecify.annotations.NullMarked;
