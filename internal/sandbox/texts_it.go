package sandbox

func italian() language {
	return language{
		code: "it", locale: "it-IT", weight: 5,
		first:  []string{"Chiara", "Niccolò", "Fiorenza", "Davide", "Giulia", "Emanuele", "Ilaria", "Renzo", "Beatrice", "Salvatore", "Noemi", "Agostino", "Letizia"},
		last:   []string{"Ventolà", "Bonaiuti", "De Rossi", "Colombari", "Sartori", "Zanella", "Dall'Oglio", "Pellegrini", "Marchetti", "Fabbri", "Trevisan", "Lo Presti"},
		places: []string{"Lucca, IT", "Bolzano, IT", "Torino, IT", "Aosta, IT", "Bergamo, IT", "Catania, IT", "Lugano, CH", "Trento, IT"},
		happy: voice{
			titles: []string{"Molto soddisfatta", "Consigliatissimo", "Tornerò senz'altro", "Perfetto", "Gente che se ne intende"},
			short:  []string{"Tutto perfetto, grazie!", "Veloce e semplice.", "Ottimo rapporto qualità-prezzo.", "Nulla da ridire.", "Come sempre impeccabili."},
			begin:  []string{"Terzo ordine e sempre contento.", "Di solito non scrivo recensioni, ma qui ci vuole.", "Ci serviva una tenda in fretta per le Dolomiti.", "Era un regalo per mio padre."},
			told: []told{
				{"shipping", "Spedizione velocissima", "Ordinato domenica sera, martedì era già a casa."},
				{"staff", "Gentilissimi", "{staff} al telefono mi ha spiegato con calma la differenza tra i due zaini."},
				{"quality", "Non passa una goccia", "La giacca ha già retto {n} giorni di pioggia e sotto sono ancora asciutta."},
				{"quality", "", "Il fornello non pesa niente e fa bollire un litro in un attimo."},
				{"sizing", "", "La tabella delle taglie è precisa: nemmeno una vescica."},
				{"refund", "", "Ho reso un paio di pantaloni e dopo {n} giorni avevo il rimborso."},
				{"price", "", "Più economico che altrove, e hanno applicato lo sconto anche dopo."},
				{"damaged", "", "Un picchetto era storto: una foto via mail e due giorni dopo è arrivato il set nuovo."},
			},
			aside: []string{"Anche il cane approva.", "Imballato solo con cartone, niente plastica: bravi.", "Il colore è un po' più scuro che in foto, ma bello."},
			end:   []string{"Grazie a tutti!", "Comprerò di nuovo.", "Cinque stelle meritate.", "Continuate così."},
		},
		mixed: voice{
			titles: []string{"Così così", "Bene, però…", "Si può fare meglio", "Nella media"},
			short:  []string{"Nella media.", "Fa il suo dovere, niente di più.", "Buone scarpe, pessima comunicazione.", "Tardi, ma è arrivato."},
			begin:  []string{"Né bene né male.", "Il prodotto in sé va bene.", "Avrei voluto dare quattro stelle."},
			told: []told{
				{"shipping", "Consegna lenta", "Ci sono voluti {n} giorni invece dei tre promessi, e nessuno ha avvisato."},
				{"quality", "", "I pantaloni sono comodi, ma la cerniera della tasca si inceppa già."},
				{"sizing", "Veste piccolo", "Il pile veste piccolo: ho dovuto cambiarlo e pagare io la spedizione."},
				{"staff", "", "Quando finalmente ho parlato con {staff} si è risolto tutto, ma era la quarta telefonata."},
				{"website", "", "Sul sito risultava disponibile, due giorni dopo la mail: esaurito."},
				{"price", "", "La settimana dopo il materassino era scontato del venti per cento. Peccato."},
			},
			aside: []string{"Comunque lo tengo.", "Forse sono stato sfortunato.", "La chat non serve a niente."},
			end:   []string{"Vediamo quanto dura.", "C'è margine di miglioramento.", "Tre stelle mi sembrano giuste."},
		},
		angry: voice{
			titles: []string{"Mai più", "Molto delusa", "Da evitare", "Vergognoso"},
			short:  []string{"Mai più.", "Ancora niente pacco e nessuna risposta.", "Servizio pessimo.", "Lasciate perdere.", "Ordine {order}: dov'è???"},
			begin:  []string{"Cliente da anni, sono davvero deluso.", "Avessi letto prima le recensioni.", "Non so da dove cominciare.", "Doveva essere un regalo di compleanno."},
			told: []told{
				{"shipping", "Mai arrivato", "Ho ordinato {n} giorni fa, ordine {order}, e non è arrivato ancora nulla."},
				{"shipping", "Mai consegnato", "Il corriere sostiene di avermelo dato in mano. Io ero al lavoro."},
				{"damaged", "Arrivato rotto", "La tenda è arrivata con uno strappo nella camera interna e una stecca spezzata."},
				{"refund", "Aspetto ancora il rimborso", "Scarponi resi il 3, ricevuti da voi il 5, e aspetto ancora i miei 149 €."},
				{"refund", "Dove sono i miei soldi?", "Prima {n} giorni, poi altri {n}, adesso non risponde più nessuno."},
				{"quality", "Suola scollata", "La suola si è scollata dopo due weekend, su una strada bianca."},
				{"quality", "Impermeabile? No.", "La giacca «impermeabile» era zuppa dopo venti minuti di pioggia normale."},
				{"sizing", "Due volte la taglia sbagliata", "Ordinato un 39, arrivato un 42. Cambiato, di nuovo un 42."},
				{"staff", "Nessuno risponde", "Tre mail e due telefonate: promettono sempre di richiamare e non lo fa nessuno."},
				{"website", "Addebito doppio", "Mi hanno addebitato l'importo due volte ed è impossibile parlare con una persona."},
			},
			aside: []string{"Venerdì partiamo e siamo senza tenda.", "Ho le foto di tutto.", "L'unica risposta è stata una mail automatica."},
			end:   []string{"Rivoglio i miei soldi.", "Rispondete, per favore.", "Il prossimo passo è l'associazione consumatori.", "Una stella perché zero non si può."},
		},
		but: []string{"Una stella in meno per i tempi di consegna.", "Unica pecca: le istruzioni sono minuscole.", "La spedizione è un po' cara."},
		reply: replies{
			hello:  []string{"Ciao {name},", "Buongiorno {name},"},
			thanks: []string{"grazie di cuore per le belle parole, le passo al magazzino.", "che bello leggerti, grazie di aver scritto!", "mille grazie e buone gite."},
			sorry:  []string{"mi dispiace molto, non doveva andare così.", "capisco il disappunto e mi scuso.", "grazie di avercelo detto, e scusa per l'attesa."},
			help: []string{
				"Puoi rispondere alla nostra mail di oggi, così sistemo tutto?", "Oggi parte un prodotto nuovo, non devi fare niente.",
				"Ho chiesto al corriere la prova di consegna e ti scrivo entro domani.", "Il rimborso è partito stamattina e arriva entro tre giorni.",
			},
			bye: []string{"Un caro saluto,", "Cordiali saluti,", "A presto,"},
		},
		ask:      []string{"Ciao {name}, non troviamo un ordine a tuo nome. Ci mandi il numero?", "Ciao {name}, vorremmo aiutarti. Di quale ordine si tratta?"},
		answered: []string{"È il {order}, a nome di mio marito.", "Ordine {order}, fatto come ospite."},
	}
}
