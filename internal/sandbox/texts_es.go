package sandbox

func spanish() language {
	return language{
		code: "es", locale: "es-ES", weight: 5,
		first:  []string{"Lucía", "Íñigo", "Begoña", "Sergio", "Nuria", "Andrés", "Montserrat", "Iker", "Rocío", "Joaquín", "Ainhoa", "Tomás", "Pilar", "Óscar"},
		last:   []string{"Cantarranas", "Muñoz", "Etxeberria", "Ibáñez", "Puig", "Salvatierra", "Peña", "Quiroga", "Núñez", "Villalba", "Arnau", "Zabala", "Robledo"},
		places: []string{"Bilbao, ES", "Granada, ES", "Jaca, ES", "Soria, ES", "Valencia, ES", "Gijón, ES", "Madrid, ES", "Lleida, ES"},
		happy: voice{
			titles: []string{"Muy contenta", "Totalmente recomendable", "Repetiré seguro", "De diez", "Una tienda de verdad"},
			short:  []string{"¡Todo perfecto, gracias!", "Rápido y fácil.", "Muy buena relación calidad-precio.", "Sin ninguna pega.", "Como siempre, genial."},
			begin:  []string{"Es la tercera vez que compro aquí y encantado.", "No suelo escribir opiniones, pero se lo merecen.", "Necesitábamos una tienda de campaña con urgencia para el Pirineo.", "Era un regalo para mi padre."},
			told: []told{
				{"shipping", "Envío rapidísimo", "Pedido el domingo por la noche y el martes ya estaba en casa."},
				{"staff", "Trato excelente", "{staff} me explicó por teléfono, con toda la calma del mundo, qué talla necesitaba."},
				{"quality", "No entra ni una gota", "La chaqueta lleva ya {n} días de lluvia gallega y sigo seco."},
				{"quality", "", "El hornillo no pesa nada y hierve un litro en un momento."},
				{"sizing", "", "La guía de tallas acierta: ni una sola ampolla."},
				{"refund", "", "Devolví un pantalón y a los {n} días tenía el dinero en la cuenta."},
				{"price", "", "Más barato que en cualquier otro sitio y me igualaron la oferta sin problema."},
				{"damaged", "", "Una piqueta venía doblada; mandé una foto y a los dos días llegó un juego nuevo."},
			},
			aside: []string{"Hasta el perro está contento.", "Todo en cartón y sin plásticos, bien hecho.", "El color es algo más oscuro que en la foto, pero precioso."},
			end:   []string{"¡Gracias a todo el equipo!", "Volveré a comprar.", "Cinco estrellas merecidas.", "Seguid así."},
		},
		mixed: voice{
			titles: []string{"Regular", "Bien, pero…", "Mejorable", "Ni fu ni fa"},
			short:  []string{"Normalito.", "Cumple, sin más.", "Buenas botas, mala comunicación.", "Tardó, pero llegó."},
			begin:  []string{"Ni bien ni mal.", "El producto en sí está bien.", "Me habría gustado poner cuatro estrellas."},
			told: []told{
				{"shipping", "Envío lento", "Tardó {n} días cuando prometían tres, y nadie avisó de nada."},
				{"quality", "", "El pantalón es cómodo, pero la cremallera del bolsillo ya se atasca."},
				{"sizing", "Talla pequeño", "El forro polar talla pequeño; tuve que cambiarlo y pagar yo el envío."},
				{"staff", "", "Cuando por fin hablé con {staff} se arregló enseguida, pero era la cuarta llamada."},
				{"website", "", "En la web ponía en stock y dos días después me escribieron que no quedaban."},
				{"price", "", "A la semana siguiente la esterilla estaba un veinte por ciento más barata. Da rabia."},
			},
			aside: []string{"Me lo quedo de todas formas.", "Quizá fue mala suerte.", "El chat no sirve para nada."},
			end:   []string{"Veremos cuánto dura.", "Hay margen de mejora.", "Tres estrellas me parece justo."},
		},
		angry: voice{
			titles: []string{"Nunca más", "Muy decepcionada", "No lo recomiendo", "Una vergüenza"},
			short:  []string{"Nunca más.", "Sigo sin paquete y sin respuesta.", "Pésimo servicio.", "No perdáis el tiempo.", "Pedido {order}: ¿¿¿dónde está???"},
			begin:  []string{"Cliente desde hace años y muy decepcionado.", "Ojalá hubiera leído antes las opiniones.", "No sé ni por dónde empezar.", "Tenía que ser un regalo de cumpleaños."},
			told: []told{
				{"shipping", "No ha llegado nunca", "Hice el pedido {order} hace {n} días y todavía no ha llegado nada."},
				{"shipping", "Nunca entregado", "El repartidor dice que me lo entregó en mano. Yo estaba trabajando."},
				{"damaged", "Llegó roto", "La tienda llegó con un desgarro en el interior y una varilla partida."},
				{"refund", "Sigo esperando mi dinero", "Devolví las botas el día 3, las recibisteis el 5 y sigo esperando los 149 €."},
				{"refund", "¿Y mi reembolso?", "Primero dijeron {n} días, luego otros {n}, y ahora ya no contestan."},
				{"quality", "Se despegó la suela", "La suela se despegó al segundo fin de semana, en un simple camino."},
				{"quality", "¿Impermeable? No.", "La chaqueta «impermeable» estaba calada a los veinte minutos de lluvia normal."},
				{"sizing", "Dos veces la talla equivocada", "Pedí un 39 y llegó un 42. Lo cambié y otra vez un 42."},
				{"staff", "Nadie responde", "Tres correos y dos llamadas; siempre prometen devolver la llamada y nunca lo hacen."},
				{"website", "Me cobraron dos veces", "Me han cobrado dos veces y no hay manera de hablar con una persona."},
			},
			aside: []string{"Nos vamos el viernes y estamos sin tienda.", "Tengo fotos de todo.", "La única respuesta fue un correo automático."},
			end:   []string{"Quiero mi dinero.", "Contestad, por favor.", "Lo siguiente será una reclamación en Consumo.", "Una estrella porque no se puede poner cero."},
		},
		but: []string{"Una estrella menos por el plazo de entrega.", "La única pega: las instrucciones son diminutas.", "El envío es un poco caro."},
		reply: replies{
			hello:  []string{"Hola, {name}:", "Buenos días, {name}:"},
			thanks: []string{"muchísimas gracias por tus palabras, se las paso al almacén.", "qué alegría leerte, ¡gracias por escribir!", "mil gracias y a disfrutar del monte."},
			sorry:  []string{"lo siento mucho, no debería haber sido así.", "entiendo tu enfado y te pido disculpas.", "gracias por contárnoslo y perdona la espera."},
			help: []string{
				"¿Puedes responder a nuestro correo de hoy para que lo solucione?", "Hoy mismo sale uno nuevo, no tienes que hacer nada.",
				"He pedido al transportista un justificante y te escribo mañana como muy tarde.", "El reembolso ha salido esta mañana y lo tendrás en tres días.",
			},
			bye: []string{"Un saludo,", "Un abrazo,", "Saludos cordiales,"},
		},
		ask:      []string{"Hola, {name}: no encontramos ningún pedido a tu nombre. ¿Nos dices el número?", "Hola, {name}: queremos ayudarte. ¿De qué pedido se trata?"},
		answered: []string{"Es el {order}, a nombre de mi marido.", "Pedido {order}, compré como invitada."},
	}
}
