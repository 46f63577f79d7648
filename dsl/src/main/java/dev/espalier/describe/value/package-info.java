/** The small values that descriptions are made of: shapes, moments, seeds, initial values. */
@NullMarked
package dev.espalier.describe.value;

import org.jspecify.annotations.NullMarked;
