/** Which rows go to which part. */
@NullMarked
package dev.espalier.data.split;

import org.jspecify.annotations.NullMarked;
