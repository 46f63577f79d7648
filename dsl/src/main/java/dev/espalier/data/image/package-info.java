/** Pictures in files: how they are read, and brought to one size. */
@NullMarked
package dev.espalier.data.image;

import org.jspecify.annotations.NullMarked;
