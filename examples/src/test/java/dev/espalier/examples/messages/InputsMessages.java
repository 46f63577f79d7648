package dev.espalier.examples.messages;

import java.util.List;

final class InputsMessages implements Chapter {
  @Override
  public String title() {
    return "Inputs";
  }

  @Override
  public List<Message> messages() {
    return List.of();
  }
}
