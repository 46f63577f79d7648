/** What is wrong with data. */
@NullMarked
package dev.espalier.data.problem;

import org.jspecify.annotations.NullMarked;
