/** Measures of predictions: built-in ones, a file each, and what a user's own need. */
@NullMarked
package dev.espalier.describe.measure;

import org.jspecify.annotations.NullMarked;
