package dev.espalier.examples.messages;

import java.util.List;

final class IdentityMessages implements Chapter {
  @Override
  public String title() {
    return "Checkpoints and resuming";
  }

  @Override
  public List<Message> messages() {
    return List.of();
  }
}
