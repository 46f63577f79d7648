package dev.espalier.examples.messages;

import java.util.List;

final class SizesMessages implements Chapter {
  @Override
  public String title() {
    return "Sizes and settings";
  }

  @Override
  public List<Message> messages() {
    return List.of();
  }
}
