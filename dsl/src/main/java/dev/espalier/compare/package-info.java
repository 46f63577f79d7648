/** Several trainings side by side: seeds, spread, paired differences, equal budgets. */
@NullMarked
package dev.espalier.compare;

import org.jspecify.annotations.NullMarked;
