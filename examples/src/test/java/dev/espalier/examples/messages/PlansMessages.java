package dev.espalier.examples.messages;

import java.util.List;

final class PlansMessages implements Chapter {
  @Override
  public String title() {
    return "Plans";
  }

  @Override
  public List<Message> messages() {
    return List.of();
  }
}
