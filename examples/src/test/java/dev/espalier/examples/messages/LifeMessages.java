package dev.espalier.examples.messages;

import java.util.List;

final class LifeMessages implements Chapter {
  @Override
  public String title() {
    return "Closed runs";
  }

  @Override
  public List<Message> messages() {
    return List.of();
  }
}
