/** How unlike the values of two layers are, sample by sample. */
@NullMarked
package dev.espalier.describe.likeness.feature;

import org.jspecify.annotations.NullMarked;
