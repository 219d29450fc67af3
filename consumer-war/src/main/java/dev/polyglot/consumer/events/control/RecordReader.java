package dev.polyglot.consumer.events.control;

import dev.polyglot.consumer.events.entity.ReceivedEvent;
import dev.polyglot.consumer.events.entity.UnreadableRecordException;
import dev.polyglot.consumer.events.entity.UnreadableRecordException.Reason;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.kafka.KafkaMessageFactory;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads an event out of a record's bytes, whoever wrote it: CloudEvents in binary mode, or what a
 * plain client sends, JSON or text without headers.
 */
public final class RecordReader {

  private static final String CONTENT_TYPE = "content-type";

  private final JsonParserFactory jsonParsers = Json.createParserFactory(Map.of());
  private final int maxBytes;

  /**
   * @param maxBytes the largest value that is read
   */
  public RecordReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads one record.
   *
   * <p>The id is that of the CloudEvents headers, else the member {@code id} of a JSON object. The
   * message is the member {@code message}, else the whole value.
   *
   * @param record as it came from the broker
   * @throws UnreadableRecordException if it is no event
   */
  public ReceivedEvent read(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    byte[] value = record.value();
    if (value == null || value.length == 0) {
      throw new UnreadableRecordException(Reason.EMPTY, "the record has no value");
    }
    if (value.length > maxBytes) {
      throw new UnreadableRecordException(
          Reason.TOO_LARGE, "the value has " + value.length + " bytes; allowed: " + maxBytes);
    }
    return claimsCloudEvent(record)
        ? cloudEvent(record)
        : plain(value, header(record, CONTENT_TYPE));
  }

  private static boolean claimsCloudEvent(ConsumerRecord<byte[], byte[]> record) {
    return mediaType(header(record, CONTENT_TYPE)).startsWith("application/cloudevents")
        || Arrays.stream(record.headers().toArray())
            .anyMatch(header -> header.key().startsWith("ce_"));
  }

  private ReceivedEvent cloudEvent(ConsumerRecord<byte[], byte[]> record)
      throws UnreadableRecordException {
    CloudEvent event;
    try {
      event = KafkaMessageFactory.createReader(record).toEvent();
    } catch (RuntimeException e) {
      // Whatever the SDK makes of a stranger's headers, the stream goes on.
      throw new UnreadableRecordException(
          Reason.MALFORMED_CLOUDEVENT, String.valueOf(e.getMessage()));
    }
    if (event.getId().isEmpty()) {
      throw new UnreadableRecordException(
          Reason.MALFORMED_CLOUDEVENT, "ce_id is ''; allowed: at least one character");
    }
    CloudEventData data = event.getData();
    if (data == null) {
      throw new UnreadableRecordException(Reason.EMPTY, "the event has no data");
    }
    ReceivedEvent plain = plain(data.toBytes(), event.getDataContentType());
    return new ReceivedEvent(
        event.getSource().toString(), Optional.of(event.getId()), plain.message());
  }

  private ReceivedEvent plain(byte[] value, String contentType) throws UnreadableRecordException {
    String type = mediaType(contentType);
    boolean json = type.equals("application/json") || type.endsWith("+json");
    if (!json && !type.isEmpty() && !type.startsWith("text/")) {
      throw new UnreadableRecordException(
          Reason.UNSUPPORTED_CONTENT_TYPE,
          "the content type is '%s'; allowed: JSON or text".formatted(contentType));
    }
    String text = text(value);
    // Without a content type, what opens like an object was meant as one.
    return json || (type.isEmpty() && text.stripLeading().startsWith("{"))
        ? fromJson(text)
        : new ReceivedEvent("", Optional.empty(), text);
  }

  private ReceivedEvent fromJson(String text) throws UnreadableRecordException {
    JsonValue value = json(text);
    return value.getValueType() == JsonValue.ValueType.OBJECT
        ? fromObject(value.asJsonObject(), text)
        : new ReceivedEvent("", Optional.empty(), text);
  }

  private JsonValue json(String text) throws UnreadableRecordException {
    try (JsonParser parser = jsonParsers.createParser(new StringReader(text))) {
      parser.next();
      JsonValue value = parser.getValue();
      if (parser.hasNext()) {
        throw new UnreadableRecordException(
            Reason.MALFORMED_JSON, "the value goes on after its JSON; allowed: one JSON value");
      }
      return value;
    } catch (RuntimeException e) {
      // Not only JsonException: too deep nesting and too long numbers have exceptions of their own.
      throw new UnreadableRecordException(Reason.MALFORMED_JSON, String.valueOf(e.getMessage()));
    }
  }

  private static ReceivedEvent fromObject(JsonObject object, String text) {
    return new ReceivedEvent(
        "",
        string(object, "id").filter(id -> !id.isEmpty()),
        string(object, "message").orElse(text));
  }

  private static Optional<String> string(JsonObject object, String member) {
    return object.get(member) instanceof JsonString string
        ? Optional.of(string.getString())
        : Optional.empty();
  }

  private static String text(byte[] value) throws UnreadableRecordException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableRecordException(Reason.NOT_UTF_8, "the value is not valid UTF-8");
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static String mediaType(String contentType) {
    return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }
}
