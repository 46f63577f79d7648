/** What random tests of all packages share: nonsense to try, and what a refusal must be. */
@NullMarked
package dev.espalier.random;

import org.jspecify.annotations.NullMarked;
