package dev.polyglot.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.polyglot.local.system.ProducerSystem;
import dev.polyglot.local.system.RunningSystem;
import dev.polyglot.local.system.ServiceSystem;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningSystem.class)
class ServedContractIT {

  private final ProducerSystem producer;

  ServedContractIT(ProducerSystem producer) {
    this.producer = producer;
  }

  @Test
  void theProducerServesTheContractAsItIsWritten() throws IOException {
    Path file = Path.of(System.getProperty("contract.directory"), "openapi.yaml");
    JsonNode written = new ObjectMapper(new YAMLFactory()).readTree(file.toFile());

    HttpResponse<String> answer = producer.get("/openapi?format=JSON");

    assertThat(answer.statusCode()).isEqualTo(200);
    ObjectNode served = (ObjectNode) ServiceSystem.json(answer);
    // Where it is served from is the one thing the server adds.
    assertThat(served.remove("servers")).isNotNull();
    assertThat(served).isEqualTo(written);
  }

  @Test
  void theProducersPageShowsHowToPost() {
    HttpResponse<String> page = producer.get("/");

    assertThat(page.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
    assertThat(page.body()).contains("curl").contains("/events").contains("/openapi/ui/");
  }
}
