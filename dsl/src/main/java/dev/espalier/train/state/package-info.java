/** What a checkpoint holds, how it is written and found, and when two trainings are the same. */
@NullMarked
package dev.espalier.train.state;

import org.jspecify.annotations.NullMarked;
