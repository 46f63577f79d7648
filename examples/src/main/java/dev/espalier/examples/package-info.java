/**
 * The README's programs and the benchmarks, run by {@code mvn -q package -Dexample=NAME
 * -Dargs="..."}.
 */
@NullMarked
package dev.espalier.examples;

import org.jspecify.annotations.NullMarked;
