/** The rules that turn gradients into changes of parameters: a file each, and the user's own. */
@NullMarked
package dev.espalier.describe.optimizer;

import org.jspecify.annotations.NullMarked;
