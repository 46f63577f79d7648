/** What is wrong with a zoo or with what it holds. */
@NullMarked
package dev.espalier.zoo.problem;

import org.jspecify.annotations.NullMarked;
