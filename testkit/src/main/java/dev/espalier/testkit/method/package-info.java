/**
 * What every method, layer, likeness and loss promises, to be asked of one's own in a test.
 *
 * <pre>{@code
 * @Test
 * void keepsItsPromises(@TempDir Path folder) {
 *   MethodContract.require(new TrainingCase("mine", network, new MyMethod(), recipe), folder);
 * }
 * }</pre>
 *
 * <p>Nothing here knows a test framework: what does not hold is an {@link java.lang.AssertionError}
 * that says which promise it is.
 */
@NullMarked
package dev.espalier.testkit.method;

import org.jspecify.annotations.NullMarked;
