/** From a description to shapes, parameters and resolved links, or to all of its problems. */
@NullMarked
package dev.espalier.check;

import org.jspecify.annotations.NullMarked;
