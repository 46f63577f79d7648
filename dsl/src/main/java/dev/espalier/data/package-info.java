/**
 * Data sets: rows of inputs with classes or values as targets, from arrays, files, tables and any
 * DJL dataset.
 *
 * <p>A {@link dev.espalier.data.DataSet} is immutable and was checked when it was made; {@link
 * dev.espalier.data.DataForm} is the one door through which other data reach networks that were
 * trained on some.
 */
@NullMarked
package dev.espalier.data;

import org.jspecify.annotations.NullMarked;
