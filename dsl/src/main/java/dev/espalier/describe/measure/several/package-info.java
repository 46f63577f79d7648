/** Measures of several labels at once: each predicted value is the probability of one. */
@NullMarked
package dev.espalier.describe.measure.several;

import org.jspecify.annotations.NullMarked;
