package dev.espalier.examples.messages;

import java.util.List;

final class DataMessages implements Chapter {
  @Override
  public String title() {
    return "Data that do not fit a network";
  }

  @Override
  public List<Message> messages() {
    return List.of();
  }
}
