// Kotlin 2.2 with kotlinx-serialization-json and nothing else. Usage: java -jar papers.jar URL
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import kotlinx.serialization.Serializable
import kotlinx.serialization.encodeToString
import kotlinx.serialization.json.Json

val query = $$"""
  query Papers($slug: String!, $first: Int!) {
    doctor(slug: $slug) {
      name { display }
      publications(first: $first) {
        totalCount
        nodes { title year }
      }
    }
  }
"""

@Serializable data class Variables(val slug: String, val first: Int)
@Serializable data class Operation(val query: String, val variables: Variables)

@Serializable data class Answer(val data: Content? = null, val errors: List<Failure> = emptyList())
@Serializable data class Failure(val message: String)
@Serializable data class Content(val doctor: Doctor?)
@Serializable data class Doctor(val name: Name, val publications: Papers)
@Serializable data class Name(val display: String)
@Serializable data class Papers(val totalCount: Int, val nodes: List<Paper>)
@Serializable data class Paper(val title: String?, val year: Int?)

fun main(arguments: Array<String>) {
    val json = Json { ignoreUnknownKeys = true }
    val operation = Operation(query, Variables(slug = "shen-muyun", first = 4))
    val request = HttpRequest.newBuilder(URI(arguments[0]))
        .header("Content-Type", "application/json")
        .header("Accept", "application/graphql-response+json")
        .POST(HttpRequest.BodyPublishers.ofString(json.encodeToString(operation)))
        .build()
    val body = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body()
    val answer = json.decodeFromString<Answer>(body)
    answer.errors.forEach { println(it.message) }
    answer.data?.doctor?.let { doctor ->
        println("${doctor.name.display} ${doctor.publications.totalCount}")
        doctor.publications.nodes.forEach { println("${it.year ?: ""} ${it.title.orEmpty()}") }
    }
}
