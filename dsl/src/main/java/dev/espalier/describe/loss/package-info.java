/** How far predictions are from labels; each in a file of its own, as anyone else's would be. */
@NullMarked
package dev.espalier.describe.loss;

import org.jspecify.annotations.NullMarked;
