package dev.espalier.examples.messages;

import java.util.List;

final class GuidesMessages implements Chapter {
  @Override
  public String title() {
    return "Guides";
  }

  @Override
  public List<Message> messages() {
    return List.of();
  }
}
