/** Where rows of numbers lie: in arrays, in bytes, in mapped files, one after the other. */
@NullMarked
package dev.espalier.data.rows;

import org.jspecify.annotations.NullMarked;
