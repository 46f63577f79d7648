/** What is wrong with a description, and how it is said. */
@NullMarked
package dev.espalier.describe.problem;

import org.jspecify.annotations.NullMarked;
