/** The values of networks outside native memory, and the files that they are read from. */
@NullMarked
package dev.espalier.weights;

import org.jspecify.annotations.NullMarked;
