package dev.espalier.data.image;

import java.io.IOException;

/** What is wrong with one picture, as the middle of a sentence. */
final class Damage extends IOException {
  private static final long serialVersionUID = 1L;

  private final String advice;

  Damage(String found, String advice) {
    super(found);
    this.advice = advice;
  }

  String found() {
    return String.valueOf(getMessage());
  }

  String advice() {
    return advice;
  }
}
