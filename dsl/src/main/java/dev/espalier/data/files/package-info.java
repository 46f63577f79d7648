/** Files of arrays as rows: idx, npz, and those of CIFAR. */
@NullMarked
package dev.espalier.data.files;

import org.jspecify.annotations.NullMarked;
