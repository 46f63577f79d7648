/** What is measured of a readout over a data set. */
@NullMarked
package dev.espalier.train.measure;

import org.jspecify.annotations.NullMarked;
