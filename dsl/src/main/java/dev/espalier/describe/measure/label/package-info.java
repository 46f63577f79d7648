/** Measures of classes, by scikit-learn's definitions. */
@NullMarked
package dev.espalier.describe.measure.label;

import org.jspecify.annotations.NullMarked;
