/** Every refusal of the library, as {@code docs/messages.md} shows them. */
@NullMarked
package dev.espalier.examples.messages;

import org.jspecify.annotations.NullMarked;
