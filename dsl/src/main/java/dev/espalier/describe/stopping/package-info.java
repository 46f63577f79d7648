/** When a stage stops before its last epoch: built-in rules, a file each, and the user's own. */
@NullMarked
package dev.espalier.describe.stopping;

import org.jspecify.annotations.NullMarked;
