/** What a training leaves in writing: stages, epochs, measurements, predictions. */
@NullMarked
package dev.espalier.train.log;

import org.jspecify.annotations.NullMarked;
