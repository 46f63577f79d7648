/** JSON of descriptions and documents, read without trust. */
@NullMarked
package dev.espalier.zoo.json;

import org.jspecify.annotations.NullMarked;
