/** Multigrade deep learning: {@link dev.espalier.methods.mgdl.Multigrade}. */
@NullMarked
package dev.espalier.methods.mgdl;

import org.jspecify.annotations.NullMarked;
