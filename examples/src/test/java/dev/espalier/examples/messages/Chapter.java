package dev.espalier.examples.messages;

import java.util.List;

/** A chapter of {@code docs/messages.md}: refusals of one kind. */
interface Chapter {
  /** Gives the heading. */
  String title();

  /** Gives what is refused, in the page's order; none leaves the chapter out. */
  List<Message> messages();
}
