package dev.espalier.examples.messages;

import java.util.List;

final class ZooMessages implements Chapter {
  @Override
  public String title() {
    return "Models of a zoo";
  }

  @Override
  public List<Message> messages() {
    return List.of();
  }
}
