/** Layers of text: what users write, and the trial that every text passes before it is trained. */
@NullMarked
package dev.espalier.compile.formula;

import org.jspecify.annotations.NullMarked;
