/** Functions of tensors that are written as text: checked here, compiled where LibTorch is. */
@NullMarked
package dev.espalier.describe.formula;

import org.jspecify.annotations.NullMarked;
