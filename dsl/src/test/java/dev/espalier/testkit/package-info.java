/** What holds for every kind that users may add, as checks that an author runs on his own. */
@NullMarked
package dev.espalier.testkit;

import org.jspecify.annotations.NullMarked;
