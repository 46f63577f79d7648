/** One gradient step: forward, terms, backward. */
@NullMarked
package dev.espalier.train.step;

import org.jspecify.annotations.NullMarked;
