/** The rows that a step reads: data on the device, and what frozen networks make of them, kept. */
@NullMarked
package dev.espalier.train.feed;

import org.jspecify.annotations.NullMarked;
